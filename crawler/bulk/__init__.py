"""Archives read by many workers, on this machine or on several, and stored by one run.

| where | what | module |
|---|---|---|
| worker | read an archive; create its outcome once, by a name that the archive gives | `task` |
| between | take tasks to workers and repeat those of dead ones | `local`, `on_dask` |
| here | store the outcomes in the order of the archives, in an ordinary run | `batch` |
"""
