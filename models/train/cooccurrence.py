"""First vectors of subword pieces, from which pieces stand near which.

Positive pointwise mutual information of pieces within a window, reduced by a truncated
singular value decomposition (Levy and Goldberg, 2014, "Neural Word Embedding as Implicit
Matrix Factorization"). An encoder that starts from these needs far fewer steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.uint16]
    Vectors = NDArray[np.float32]


def piece_vectors(
    rows: Rows, *, pieces: int, width: int, window: int = 4, seed: int = 0
) -> Vectors:
    """Vectors of mean square one (pieces by width) of the pieces in ``rows``.

    Args:
        rows: sequences of piece numbers (sequences by length).
        pieces: size of the vocabulary.
        width: length of a vector.
        window: pairs at most so far apart are counted, the nearer the more.
        seed: of the decomposition's first vector.
    """
    import numpy as np
    from scipy import sparse
    from scipy.sparse.linalg import svds

    counts = sparse.csr_matrix((pieces, pieces), dtype=np.float32)
    for distance in range(1, window + 1):
        left, right = rows[:, :-distance].ravel(), rows[:, distance:].ravel()
        weight = np.full(left.shape, 1 / distance, dtype=np.float32)
        counts = counts + sparse.coo_matrix((weight, (left, right)), shape=counts.shape).tocsr()
    counts = counts + counts.T
    total = counts.sum()
    often = np.asarray(counts.sum(axis=1)).ravel()
    # Contexts are smoothed by the power .75, so that rare ones do not rule the result.
    context = often**0.75
    context *= total / context.sum()
    pairs = counts.tocoo()
    information = np.log(pairs.data * total / (often[pairs.row] * context[pairs.col]))
    kept = information > 0
    matrix = sparse.csr_matrix(
        (information[kept].astype(np.float32), (pairs.row[kept], pairs.col[kept])),
        shape=counts.shape,
    )
    first = np.random.default_rng(seed).standard_normal(pieces).astype(np.float32)
    left_vectors, sizes, _ = svds(matrix, k=width, v0=first)
    vectors = (left_vectors * np.sqrt(sizes)).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(lengths, 1e-6) * np.sqrt(width)
    return scaled
