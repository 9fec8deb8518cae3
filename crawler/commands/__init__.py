"""The verbs of the command line, one module a subject. Heavy imports happen inside the verbs."""
