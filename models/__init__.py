"""What is kept: schema, identity of issuing bodies, reports and their versions, releases."""
