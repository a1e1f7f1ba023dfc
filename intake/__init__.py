"""The agent: from a mail in a shared inbox to a cited draft in its review folder."""
