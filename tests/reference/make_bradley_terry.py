"""Writes bradley-terry.json: strengths of three cases, by scipy's BFGS and a numerical Hessian.

Run with: python tests/reference/make_bradley_terry.py (numpy 2.4.6, scipy 1.17.1)
"""
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

ELO = 400 / np.log(10)
Z = 1.959963984540054


def negative_log_likelihood(theta: np.ndarray, scores: list) -> float:
    total = -0.5 * np.sum(np.log(1 / (1 + np.exp(-theta))) + np.log(1 / (1 + np.exp(theta))))
    for first, second, points in scores:
        p = 1 / (1 + np.exp(theta[second] - theta[first]))
        total -= points * np.log(p) + (1 - points) * np.log(1 - p)
    return total


def hessian(theta: np.ndarray, scores: list, h: float = 1e-4) -> np.ndarray:
    n = len(theta)
    result = np.zeros((n, n))
    eye = np.eye(n) * h
    for i in range(n):
        for j in range(n):
            f = lambda a, b: negative_log_likelihood(theta + a * eye[i] + b * eye[j], scores)
            result[i, j] = (f(1, 1) - f(1, -1) - f(-1, 1) + f(-1, -1)) / (4 * h * h)
    return result


def case(count: int, scores: list) -> dict:
    theta = minimize(negative_log_likelihood, np.zeros(count), args=(scores,), method="BFGS", options={"gtol": 1e-10}).x
    centre = np.eye(count) - 1 / count
    covariance = centre @ np.linalg.inv(hessian(theta, scores)) @ centre.T
    rating = (theta - theta.mean()) * ELO
    reach = Z * np.sqrt(np.diag(covariance)) * ELO
    return {
        "count": count,
        "scores": scores,
        "ratings": rating.tolist(),
        "low": (rating - reach).tolist(),
        "high": (rating + reach).tolist(),
    }


CASES = [
    case(2, [[0, 1, 1]] * 7 + [[0, 1, 0]] * 3),
    case(2, [[1, 0, 1]] * 5),
    case(3, [[0, 1, 1]] * 6 + [[0, 1, 0]] * 2 + [[1, 2, 0.5]] * 3 + [[1, 2, 1]] * 4 + [[2, 0, 0]] * 9 + [[2, 0, 1]]),
    case(4, [[0, 1, 1], [1, 2, 1], [2, 0, 1], [0, 2, 0.5]]),
]
Path(__file__).with_name("bradley-terry.json").write_text(json.dumps(CASES) + "\n")
