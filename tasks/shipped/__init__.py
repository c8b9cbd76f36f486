"""What is shipped as data: the tier model, and the messages that a new one is checked on."""
