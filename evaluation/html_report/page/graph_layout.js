// Where the tools of a neighbourhood stand.
