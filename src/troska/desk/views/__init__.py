"""The pages of the desk: parse, call, render."""
