"""Rich text as a word processor shows it: tokens, what holds in a group, and the stories it tells."""
