"""What the pages share: the shell around them, the session, drafts, forms and drawings."""
