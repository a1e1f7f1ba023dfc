"""Style sheets, selectors, the cascade and values, as far as they decide what a person sees."""
