"""The main job: for a pair and a session, topics and reflection questions with quotations that are checked word for word.

Six hops: `views` take the wish and enqueue a job; `actions.suggest` tells the story; `queries.brief` makes a nameless brief;
the library finds passages; a writer (guided, or a chat model) drafts; `rules.gate` accepts or drops, item by item.
"""
