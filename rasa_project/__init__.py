"""協議ナビ: a guided interview on the consultations that Osaka City's ICT guideline asks for."""
