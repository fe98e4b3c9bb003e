"""The library as a folder of Markdown files, out and in: on disk, or packed as a zip."""
