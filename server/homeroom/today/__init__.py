"""The pages people start from; reads the other features and owns no entries."""
