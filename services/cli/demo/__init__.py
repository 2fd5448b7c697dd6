"""The main job on real mail: planted by SMTP, followed through every stage, judged by what was read back."""
