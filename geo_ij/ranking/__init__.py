"""Order the places where work can be done by the evidence near them, with reasons and with how sure the order is."""
