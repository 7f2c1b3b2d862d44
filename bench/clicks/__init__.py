"""How quickly a click is durable and acknowledged, beside a Bolt app that only acknowledges."""
