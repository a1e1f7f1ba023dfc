"""The command line: one thin module a group of commands, heavy imports inside the command."""
