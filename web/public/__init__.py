"""Show residents where work is needed and what was done, from what is published and nothing else."""
