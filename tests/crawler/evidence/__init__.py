"""Tests of the evidence that a person is shown."""
