"""Join the stages: one verb for each thing a user asks for, called by the command line and the web alike."""
