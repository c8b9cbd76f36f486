"""The flows: `chain` holds the five steps, once; every flow is a file of its own."""
