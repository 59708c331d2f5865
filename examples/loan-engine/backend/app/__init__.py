"""The Loan Engine: quotes, applications and their affordability, behind one HTTP server."""
