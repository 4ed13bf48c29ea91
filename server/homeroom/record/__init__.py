"""All that is kept about one student: handed over to who may ask for it, or erased for ever."""
