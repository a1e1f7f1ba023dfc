"""The sandbox over HTTP: Mailpit's API, our own beside it, and a page to look at."""
