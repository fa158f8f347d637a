"""Views of the newest state of a dump, for tools that know other formats than ours.

Each is made of the files that `latest/` names and copies none of their rows. All can be made again,
and the dump is whole without them.
"""
