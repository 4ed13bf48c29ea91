"""Which child takes which tablet: how a class hands them out, who was given one, and who has it now."""
