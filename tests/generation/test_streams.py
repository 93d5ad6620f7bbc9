from toolflow_generation.streams import dialogue_seed, stream


def test_a_dialogues_seed_depends_on_run_seed_and_index_alone():
    # printf 7:0 | sha256sum gives f5ff61d7b533cd73...; its first 64 bits without the last 11
    assert dialogue_seed(7, 0) == 0xF5FF61D7B533CD73 >> 11
    seeds = {dialogue_seed(run, index) for run in range(20) for index in range(500)}
    assert len(seeds) == 10_000
    assert max(seeds) < 2**53


def test_streams_of_one_dialogue_are_apart():
    assert stream(1, "a").random() == stream(1, "a").random()
    assert stream(1, "a").random() != stream(1, "b").random()
    assert stream(1, "a").random() != stream(2, "a").random()
