"""Where Slack is strict: triggers, response addresses, rates, limits, who may post where."""
