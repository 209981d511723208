"""What runs in the environment of the peers: NUTS on the judge's model, and plain logits by others.

This file is run by another Python, in which the project is not installed and none of it is imported.
It reads one request a line from standard input and writes one answer a line; what the peers themselves
print goes to standard error.

Sources of what is fitted: McFadden (1974) for the logit, Hoffman and Gelman (2014) for NUTS.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from functools import cache
from importlib import metadata
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

np: Any = importlib.import_module("numpy")

Request = dict[str, Any]
Answer = dict[str, Any]
WARMUP, DRAWS, CHAINS = 600, 1000, 2
COEFFICIENT_SD = 10.0
"""Prior of the coefficients where a peer wants one."""


# --- the judge's model ---------------------------------------------------------------------------


@cache
def _layout(folder: str, issues: int) -> Any:
    if folder not in sys.path:
        sys.path.append(folder)
    sys.dont_write_bytecode = True
    return importlib.import_module("simulator").scenario(issues)


def nuts(request: Request) -> Answer:
    """The posterior of one simulated negotiation: 500 draws of the weights, shape (500, n_issues)."""
    layout = _layout(request["folder"], request["issues"])
    log = importlib.import_module("simulator").simulate(layout, request["rounds"], request["seed"])
    reference = importlib.import_module("reference_nuts")
    start = time.process_time()
    found = reference.fit(layout, log, warmup=WARMUP, draws=DRAWS, chains=CHAINS)
    seconds = time.process_time() - start
    kept = np.linspace(0, len(found["samples"]) - 1, 500).round().astype(int)
    return {
        "seconds": seconds,
        "samples": found["samples"][kept].tolist(),
        "rhat": found["rhat"],
        "ess": found["ess"],
        "diverging": found["diverging"],
    }


# --- plain logits: arrays (n_choices, n_packages, n_features) and places picked in, coefficients out -


def _long(features: Any, picked: Any) -> tuple[Any, Any, Any]:
    """One row a package: features, whether it was picked, and which choice it belongs to."""
    n, m, k = features.shape
    return (
        features.reshape(n * m, k),
        (np.arange(m)[None] == picked[:, None]).reshape(-1).astype(int),
        np.repeat(np.arange(n), m),
    )


def xlogit(features: Any, picked: Any) -> Any:
    model = importlib.import_module("xlogit").MultinomialLogit()
    rows, chosen, ids = _long(features, picked)
    names = [f"x{j}" for j in range(rows.shape[1])]
    alternatives = np.tile(np.arange(features.shape[1]), len(features))
    model.fit(X=rows, y=chosen, varnames=names, alts=alternatives, ids=ids, verbose=0)
    return model.coeff_


def statsmodels(features: Any, picked: Any) -> Any:
    models = importlib.import_module("statsmodels.discrete.conditional_models")
    rows, chosen, ids = _long(features, picked)
    return models.ConditionalLogit(chosen, rows, groups=ids).fit(disp=0).params


def choice_learn(features: Any, picked: Any) -> Any:
    data = importlib.import_module("choice_learn.data")
    models = importlib.import_module("choice_learn.models")
    everything = features.astype("float32")
    choices = data.ChoiceDataset(choices=picked, items_features_by_choice=everything)
    model = models.SimpleMNL(intercept=None)
    model.fit(choices)
    return np.concatenate([np.asarray(w).ravel() for w in model.trainable_weights])


def biogeme(features: Any, picked: Any) -> Any:
    expressions = importlib.import_module("biogeme.expressions")
    frame = importlib.import_module("pandas").DataFrame(
        {
            f"x{i}_{j}": features[:, i, j]
            for i in range(features.shape[1])
            for j in range(features.shape[2])
        }
    )
    frame["picked"] = picked + 1
    database = importlib.import_module("biogeme.database").Database("rounds", frame)
    betas = [expressions.Beta(f"b{j}", 0, None, None, 0) for j in range(features.shape[2])]
    utilities = {
        i + 1: sum(betas[j] * expressions.Variable(f"x{i}_{j}") for j in range(len(betas)))
        for i in range(features.shape[1])
    }
    logit = importlib.import_module("biogeme.models").loglogit(
        utilities, None, expressions.Variable("picked")
    )
    problem = importlib.import_module("biogeme.biogeme").BIOGEME(
        database, logit, generate_html=False, generate_yaml=False, save_iterations=False
    )
    problem.model_name = "plain_logit"
    found = problem.estimate().get_beta_values()
    return np.array([found[f"b{j}"] for j in range(len(betas))])


@cache
def _numpyro_sampler(shape: tuple[int, int, int]) -> Any:
    """One compiled sampler for all rounds of one shape."""
    jax = importlib.import_module("jax")
    numpyro = importlib.import_module("numpyro")
    inference = importlib.import_module("numpyro.infer")
    jax.config.update("jax_enable_x64", True)

    def logit(features: Any, picked: Any) -> None:
        prior = numpyro.distributions.Normal(0, COEFFICIENT_SD).expand([shape[2]])
        beta = numpyro.sample("beta", prior.to_event(1))
        pick = numpyro.distributions.Categorical(logits=features @ beta)
        numpyro.sample("picked", pick, obs=picked)

    return inference.MCMC(
        inference.NUTS(logit),
        num_warmup=WARMUP,
        num_samples=DRAWS,
        num_chains=CHAINS,
        chain_method="vectorized",
        progress_bar=False,
        jit_model_args=True,
    )


def numpyro(features: Any, picked: Any) -> Any:
    jax = importlib.import_module("jax")
    sampler = _numpyro_sampler(features.shape)
    sampler.run(jax.random.PRNGKey(0), features, picked)
    return np.asarray(sampler.get_samples()["beta"]).mean(axis=0)


def pymc(features: Any, picked: Any) -> Any:
    library = importlib.import_module("pymc")
    tensor = importlib.import_module("pytensor.tensor")
    with library.Model():
        beta = library.Normal("beta", 0, COEFFICIENT_SD, shape=features.shape[2])
        library.Categorical("picked", logit_p=tensor.dot(features, beta), observed=picked)
        found = library.sample(
            draws=DRAWS,
            tune=WARMUP,
            chains=CHAINS,
            cores=1,
            random_seed=0,
            progressbar=False,
            compute_convergence_checks=False,
        )
    return found.posterior["beta"].to_numpy().reshape(-1, features.shape[2]).mean(axis=0)


LOGITS = {
    "xlogit": xlogit,
    "statsmodels": statsmodels,
    "choice-learn": choice_learn,
    "biogeme": biogeme,
    "numpyro": numpyro,
    "pymc": pymc,
}


def logit(request: Request) -> Answer:
    """Coefficients of a plain logit by one peer."""
    features, picked = np.array(request["features"]), np.array(request["picked"])
    start = time.process_time()
    coefficients = LOGITS[request["peer"]](features, picked)
    seconds = time.process_time() - start
    return {"seconds": seconds, "coefficients": [float(c) for c in coefficients]}


def versions(request: Request) -> Answer:
    """Which of some distributions are installed, and their versions."""
    found: Answer = {}
    for name in request["names"]:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = None
    return found


ACTS = {"nuts": nuts, "logit": logit, "versions": versions}


def main() -> None:
    """Answer requests until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = ACTS[request.pop("act")](request)
        except Exception as error:  # noqa: BLE001 - whatever a peer raises is its answer
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
