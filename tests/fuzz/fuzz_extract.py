"""Coverage-guided: extraction of news-like texts with any parse raises nothing and keeps its promises."""

import sys

import atheris

with atheris.instrument_imports(include=["detente.extract"]):
    import detente.extract

    detente.extract.Extractor  # noqa: B018 - loads everything while imports are instrumented

from checks import check_extraction
from choices import Choices, blank_model, is_orderly, parsed, published, text

from detente.extract import Article, Extractor

NLP, PARSER = blank_model()
EXTRACTOR = Extractor(model=NLP, min_confidence=0)


def extract_once(data: bytes) -> None:
    """The first byte says how the text is made: with a parse by a grammar, or of any words with any parse."""
    choose = Choices(data)
    times = 2 if data[-1:] < b"\x20" else 1  # a second reading is seldom worth its time
    if choose.below(3):
        doc = parsed(choose)
        orderly = is_orderly(doc)
        article = Article(doc.text, published=published(choose))
        extractions = [EXTRACTOR.read(doc, article=article) for _ in range(times)]
    else:
        day = published(choose)
        article = Article(text(choose), published=day)
        rest = data[-choose.left :] if choose.left else data[::-1]
        extractions = []
        PARSER.orderly = True
        for _ in range(times):
            PARSER.choose = Choices(rest)
            extractions.append(next(EXTRACTOR.extract([article])))
        orderly = PARSER.orderly
    if extractions[0] != extractions[-1]:
        msg = "the same article was read in two ways"
        raise AssertionError(msg)
    check_extraction(extractions[0], orderly=orderly)


if __name__ == "__main__":
    atheris.Setup(sys.argv, extract_once)
    atheris.Fuzz()
