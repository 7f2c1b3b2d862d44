"""The lexicon speaks of what the model holds, and of nothing else."""

from collections import Counter

from bot.answers.parser.lexicon import LANGUAGES, Sort
from bot.answers.parser.replies import off_topic, small_talk
from tests.bot.answers.parser.office import parser


def _names(sort: Sort) -> set[str]:
    vocabularies = parser().lexicon.vocabularies.values()
    return {
        sense.name
        for vocabulary in vocabularies
        for senses in vocabulary.phrases.values()
        for sense in senses
        if sense.sort is sort
    }


def test_every_measure_and_field_of_the_lexicon_is_one_of_the_model() -> None:
    model = parser().model
    fields = {name for entity in model.entities.values() for name in entity.fields}
    assert _names(Sort.MEASURE) <= set(model.measures)
    assert _names(Sort.FIELD) <= fields
    assert _names(Sort.ENTITY) <= set(model.entities)


def test_every_topic_and_greeting_has_its_reply() -> None:
    for name in _names(Sort.TOPIC):
        assert off_topic(name).reason
    for vocabulary in parser().lexicon.vocabularies.values():
        for name in set(vocabulary.chat.values()):
            assert small_talk(name).reason


def test_all_languages_know_the_words_that_questions_are_made_of() -> None:
    for language in LANGUAGES:
        phrases = parser().lexicon.vocabularies[language].phrases
        sorts = Counter(sense.sort for senses in phrases.values() for sense in senses)
        for sort in (Sort.FILL, Sort.ROLE, Sort.STATUS, Sort.ENTITY, Sort.MEASURE, Sort.FIELD):
            assert sorts[sort], (language, sort)


def test_a_question_is_read_in_the_language_that_it_is_in() -> None:
    lexicon = parser().lexicon
    questions = {
        "en": "how many deals did we win last quarter",
        "de": "wie viele deals haben wir gewonnen",
        "fr": "combien d' affaires avons nous gagnees",
        "es": "cuantos negocios ganamos este mes",
    }
    for language, question in questions.items():
        assert lexicon.language_of(question.split()) == language


def test_no_phrase_is_two_statuses_or_two_kinds_of_records() -> None:
    """A word that could be either would be read as whichever the file names first."""
    for vocabulary in parser().lexicon.vocabularies.values():
        for phrase, senses in vocabulary.phrases.items():
            for sort in (Sort.STATUS, Sort.ENTITY, Sort.CONDITION):
                assert sum(sense.sort is sort for sense in senses) <= 1, phrase
