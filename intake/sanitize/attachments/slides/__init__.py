"""PresentationML as a slide show shows it: places, grounds and covers of shapes, looks of their text."""
