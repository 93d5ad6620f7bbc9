"""What answers are put together with: words for bare values, for nothing, for a retry, between two parts, at the end."""

from __future__ import annotations

VALUE = (
    "the answer is {v}.",
    "that comes out as {v}.",
    "I got {v} back.",
    "it returned {v}.",
    "the result is {v}.",
    "it's {v}.",
)
WENT_THROUGH = (
    "the request to {a} went through, with nothing else to report.",
    "done; nothing more came back.",
    "that went through without any further details.",
)
NOTHING = (
    "nothing came back for that.",
    "the search came back empty.",
    "there was nothing to show for that.",
    "I found nothing there.",
    "no entries came up for that.",
)
NONE = ("there are no {things}", "I found no {things}", "no {things} came up")
RECOVERED = ("It took a second try, but it worked.", "The first attempt failed, the second one went through.", "After a retry it worked.",
              "There was a brief error, but it's sorted now.", "The first call hit an error; the retry was fine.",
              "Got it on the second attempt.", "That needed two attempts.", "It failed once and then worked.")  # fmt: skip
ALSO = (
    "Also,",
    "And",
    "Besides that,",
    "In addition,",
    "Then,",
    "What's more,",
    "And for the other one,",
    "On the other point,",
    "As for the other part,",
    "Beyond that,",
    "On top of that,",
    "Apart from that,",
    "As for the second part,",
    "And the other thing:",
)
BUT = ("However,", "But", "Sadly,", "The other part is less good:", "Then again,", "On the downside,")
CLOSING = ("Let me know if you'd like to change anything.", "Happy to go into more detail.",
            "Just say the word if that doesn't suit you.", "I hope that helps.", "Tell me if you need more than that.",
            "That should cover it.", "I'm here if something comes up.", "Hope that's what you were after.",
            "We can adjust that any time.", "Shout if anything looks off.", "Tell me if there is anything else.",
            "I can look into any part of it.", "Let me know what else you need.", "Tell me if you had something else in mind.", "If you want me to do something with that, tell me.",
            "If there is more I can check, let me know.", "Ask away if something is unclear.", "I'd be glad to go on from here.", "Let me know how to go on.")  # fmt: skip
