"""OpenDocument as an office shows it: looks after styles, lists, fields, and the walk over what it holds."""
