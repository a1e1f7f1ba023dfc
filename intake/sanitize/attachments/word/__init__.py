"""WordprocessingML as Word shows it: looks after styles, tables, drawings, and the walk over them."""
