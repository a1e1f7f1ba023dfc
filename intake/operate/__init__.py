"""How the program is watched and owned: checks, reports, samples, alerts, compliance."""
