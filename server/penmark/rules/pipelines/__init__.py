"""Pages on pipelines: workflows and actions of GitHub, pipelines of GitLab."""
