"""The command `kyogi`. Each command's module imports what it needs itself, so that `decide` stays quick."""
