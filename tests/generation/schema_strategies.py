"""JSON values that look like schemas, good and bad."""

from hypothesis import strategies as st

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 5)
    | st.sampled_from(
        ["", "string", "dict", "List[int]", "int|null", "(", "a,b", "#", "#/$defs/a", "true", "7"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "type properties required items enum default const anyOf allOf oneOf not if then $ref $defs "
                "fields nullable pattern minimum maxItems exclusiveMaximum title description examples "
                "prefixItems dependencies name a b patternProperties dependentRequired "
                "additionalProperties dependentSchemas $schema".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)
