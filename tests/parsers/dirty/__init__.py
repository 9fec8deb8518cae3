"""Adversarial documents: reports drawn from seeds and rendered in the habits of careless editors."""
