"""The chat on the company's own pages: a widget, its visitors, what they say and are told."""
