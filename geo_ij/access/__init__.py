"""Say who may do what: roles, what each may do, and the person or process that asks. Pure: no input or output."""
