"""Telling people: feeds as files, webhooks, messages; by saved queries."""
