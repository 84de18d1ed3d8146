"""Files in the layouts of Keras 3 and of Keras before, written by h5py: groups, data sets and attributes as saving_lib and the older HDF5 format keep them. Weight w of a net has the values i + 100 w."""
import base64
import io
import json
import zipfile

import h5py
import numpy as np

import golden


def thing(module, kind, config, **more):
    return {"module": module, "class_name": kind, "config": config, "registered_name": None, **more}


def layer(kind, name, build=None, **config):
    policy = thing("keras", "DTypePolicy", {"name": "float32"})
    return thing("keras.layers", kind, {"name": name, "trainable": True, "dtype": policy, **config}, **({"build_config": {"input_shape": build}} if build else {}))


def entrance(name, *shape):
    return thing("keras.layers", "InputLayer", {"batch_shape": [None, *shape], "dtype": "float32", "sparse": False, "ragged": False, "name": name})


def initial(kind, **config):
    return thing("keras.initializers", kind, config)


WEIGHTED = {"kernel_initializer": initial("GlorotUniform", seed=None), "bias_initializer": initial("Zeros"), "kernel_regularizer": None, "bias_regularizer": None,
            "activity_regularizer": None, "kernel_constraint": None, "bias_constraint": None}
CONVOLUTION = {"kernel_size": [3, 3], "strides": [1, 1], "padding": "valid", "data_format": "channels_last", "dilation_rate": [1, 1], "groups": 1, "use_bias": True}
NORM = {"axis": -1, "momentum": 0.99, "epsilon": 0.001, "center": True, "scale": True, "beta_initializer": initial("Zeros"), "gamma_initializer": initial("Ones"),
        "moving_mean_initializer": initial("Zeros"), "moving_variance_initializer": initial("Ones"), "beta_regularizer": None, "gamma_regularizer": None,
        "beta_constraint": None, "gamma_constraint": None, "synchronized": False}


def conv(name, filters, **more):
    return layer("Conv2D", name, filters=filters, **{"activation": "linear", **CONVOLUTION, **WEIGHTED, **more})


def dense(name, units, activation="linear", **more):
    return layer("Dense", name, units=units, activation=activation, use_bias=True, **{**WEIGHTED, **more})


def sequential(name, *layers, shape=None):
    return thing("keras", "Sequential", {"name": name, "trainable": True, "layers": list(layers), "build_input_shape": shape or layers[0]["config"].get("batch_shape")})


def tensor(name, call=0, output=0):
    return {"class_name": "__keras_tensor__", "config": {"shape": [None, 4], "dtype": "float32", "keras_history": [name, call, output]}}


def node(*args, **kwargs):
    return {"args": list(args), "kwargs": kwargs}


def applied(entry, *nodes):
    return {**entry, "name": entry["config"]["name"], "inbound_nodes": list(nodes)}


def functional(name, layers, inputs, outputs, trainable=True):
    return {**thing("keras.src.models.functional", "Functional", {"name": name, "trainable": trainable, "layers": layers, "input_layers": inputs, "output_layers": outputs}),
            "registered_name": "Functional"}


def values(weights):
    """[(group, [shapes])] as [(group, [arrays])]."""
    number, made = 0, []
    for group, shapes in weights:
        arrays = []
        for shape in shapes:
            arrays.append((np.arange(int(np.prod(shape)), dtype=np.float32) + 100 * number).reshape(shape))
            number += 1
        made.append((group, arrays))
    return made


def h5(write, **how):
    file = io.BytesIO()
    with h5py.File(file, "w", **how) as f:
        write(f)
    return file.getvalue()


def weights_file(weights, top="layers", each=lambda a: a, how=None, kind=None):
    def write(f):
        f.create_group("vars")
        for group, arrays in values(weights):
            to = f.create_group(f"{top}/{group}/vars")
            for i, a in enumerate(arrays):
                data = to.create_dataset(str(i), data=each(a), **((how or {}) if a.ndim else {}))
                if kind:
                    data.attrs["dtype"] = kind
    return write


def archive(config, weights, compress=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compress) as z:
        def put(name, content):  # always of 1980
            z.writestr(zipfile.ZipInfo(name), content, compress)
        put("metadata.json", json.dumps({"keras_version": "3.8.0", "date_saved": "2025-02-03@04:05:06"}))
        put("config.json", json.dumps(config))
        if weights is not None:
            put("model.weights.h5", weights)
    return file.getvalue()


def text(content):
    return base64.b64encode(content).decode()


plain = sequential("plain", entrance("input_layer", 8, 8, 1), conv("edges", 2, activation="relu"), layer("BatchNormalization", "norm", **NORM),
                   layer("MaxPooling2D", "pool", pool_size=[2, 2], padding="valid", strides=[2, 2], data_format="channels_last"),
                   layer("Dropout", "dropout", rate=0.25, seed=None, noise_shape=None), layer("Flatten", "flatten", data_format="channels_last"),
                   dense("head", 3, "softmax"))
PLAIN = [("conv2d", [(3, 3, 1, 2), (2,)]), ("batch_normalization", [(2,)] * 4), ("max_pooling2d", []), ("dropout", []), ("flatten", []), ("dense", [(18, 3), (3,)])]

# a is applied twice, the branches join, a frozen model lies within, and one call is always at inference.
trunk = functional("trunk", [applied(entrance("in", 4)), applied(dense("inner", 4), node(tensor("in"))),
                             applied(layer("BatchNormalization", "calm", **NORM), node(tensor("inner")))], [["in", 0, 0]], [["calm", 0, 0]], trainable=False)
graph = functional("graph", [
    applied(entrance("x", 4)), applied(dense("a", 4, "relu"), node(tensor("x")), node(tensor("b"))), applied(dense("b", 4), node(tensor("a"))),
    applied(trunk, node(tensor("a", 1), training=False)), applied(layer("Add", "add"), node([tensor("trunk"), tensor("b")])),
    applied(dense("out", 2), node(tensor("add")))], ["x", 0, 0], [["out", 0, 0], ["trunk", 1, 0]])
GRAPH = [("input_layer", []), ("dense", [(4, 4), (4,)]), ("dense_1", [(4, 4), (4,)]), ("functional", []), ("functional/layers/input_layer", []),
         ("functional/layers/dense", [(4, 4), (4,)]), ("functional/layers/batch_normalization", [(4,)] * 4), ("add", []), ("dense_2", [(4, 2), (2,)])]

steps = sequential("steps", entrance("frames", 3, 4), layer("TimeDistributed", "each", layer=dense("inner", 2)), layer("Flatten", "flat", data_format="channels_last"))
STEPS = [("time_distributed", []), ("time_distributed/layer", [(4, 2), (2,)]), ("flatten", [])]

small = sequential("small", entrance("input_layer", 4), dense("a", 3, "relu"), dense("b", 2))
SMALL = [("dense", [(4, 3), (3,)]), ("dense_1", [(3, 2), (2,)])]


def legacy_config(entries):
    """As Keras before 3 writes them: no module, a shape with the first layer."""
    layers = []
    for i, e in enumerate(entries):
        config = {k: v for k, v in e["config"].items() if k != "batch_shape"}
        for k, v in list(config.items()):
            if isinstance(v, dict) and "module" in v:
                config[k] = v["config"]["name"] if k == "dtype" else {"class_name": v["class_name"], "config": v["config"]}
        if "batch_shape" in e["config"]:
            config = {"batch_input_shape": e["config"]["batch_shape"], "dtype": "float32", "sparse": False, "ragged": False, "name": config["name"]}
        layers.append({"class_name": e["class_name"], "config": config})
    return layers


def legacy(groups, config=None, strings="fixed", most=64512):
    """groups: [(layer, [(name, shape)])]; attributes of names as NumPy's fixed texts, or of variable length; cut where they are too long."""
    def put(attrs, name, texts):
        data = np.array([t.encode() for t in texts]) if strings == "fixed" else None
        if data is None:
            attrs.create(name, texts, dtype=h5py.string_dtype())
        elif data.nbytes > most:
            pieces = 2
            while any(p.nbytes > most for p in np.array_split(data, pieces)):
                pieces += 1
            for i, piece in enumerate(np.array_split(data, pieces)):
                attrs[f"{name}{i}"] = piece
        else:
            attrs[name] = data if len(texts) else np.array([], dtype="S1")

    def write(f):
        to = f
        if config is not None:
            f.attrs["keras_version"] = "2.15.0"
            f.attrs["backend"] = "tensorflow"
            f.attrs["model_config"] = json.dumps(config).encode()
            f.attrs["training_config"] = json.dumps({"loss": "mse", "optimizer_config": {"class_name": "Adam", "config": {}}}).encode()
            to = f.create_group("model_weights")
        to.attrs["backend"] = b"tensorflow"
        to.attrs["keras_version"] = b"2.15.0"
        put(to.attrs, "layer_names", [g for g, _ in groups])
        made = iter(values([(g, [s for _, s in weights]) for g, weights in groups]))
        for g, weights in groups:
            group, (_, arrays) = to.create_group(g), next(made)
            put(group.attrs, "weight_names", [n for n, _ in weights])
            for (n, _), a in zip(weights, arrays):
                group.create_dataset(n, data=a)
    return h5(write)


OLD = [("edges", [("edges/kernel:0", (3, 3, 1, 2)), ("edges/bias:0", (2,))]),
       ("norm", [("norm/gamma:0", (2,)), ("norm/beta:0", (2,)), ("norm/moving_mean:0", (2,)), ("norm/moving_variance:0", (2,))]),
       ("pool", []), ("dropout", []), ("flatten", []), ("head", [("head/kernel:0", (18, 3)), ("head/bias:0", (3,))])]
old_plain = {"class_name": "Sequential", "config": {"name": "plain", "layers": legacy_config(plain["config"]["layers"])}}
old_first = {"class_name": "Sequential", "config": [{"class_name": "Dense", "config": {**legacy_config([dense("a", 3, "relu")])[0]["config"], "batch_input_shape": [None, 4]}},
                                                    {"class_name": "Dense", "config": legacy_config([dense("b", 2)])[0]["config"]}]}


def old_layer(entry, *calls):
    return {**entry, "name": entry["config"]["name"], "inbound_nodes": [list(c) for c in calls]}


old_trunk = {"class_name": "Functional", "config": {"name": "trunk", "layers": [
    old_layer(legacy_config([entrance("in", 4)])[0]), old_layer(legacy_config([dense("inner", 4)])[0], [["in", 0, 0, {}]])], "input_layers": [["in", 0, 0]], "output_layers": [["inner", 0, 0]]}}
old_graph = {"class_name": "Functional", "config": {"name": "graph", "layers": [
    old_layer(legacy_config([entrance("x", 4)])[0]), old_layer(legacy_config([dense("a", 4, "relu")])[0], [["x", 0, 0, {}]]),
    {**old_trunk, "name": "trunk", "inbound_nodes": [[["a", 0, 0, {"training": False}]]]},
    old_layer(legacy_config([layer("Concatenate", "join", axis=-1)])[0], [["trunk", 1, 0, {}], ["a", 0, 0, {}]])], "input_layers": [["x", 0, 0]], "output_layers": [["join", 0, 0]]}}
OLD_GRAPH = [("x", []), ("a", [("a/kernel:0", (4, 4)), ("a/bias:0", (4,))]), ("trunk", [("inner/kernel:0", (4, 4)), ("inner/bias:0", (4,))]), ("join", [])]
OLD_SMALL = [("a", [("a/kernel:0", (4, 3)), ("a/bias:0", (3,))]), ("b", [("b/kernel:0", (3, 2)), ("b/bias:0", (2,))])]
LONG = "n" * 200  # with 160 layers more than an object's header may hold
many = [(f"{LONG}{i}", [(f"{LONG}{i}/kernel:0", (2, 2)), (f"{LONG}{i}/bias:0", (2,))]) for i in range(3)]


def image(kind, **config):
    return layer(kind, kind.lower(), **config)


SEPARABLE = {"depthwise_initializer": initial("GlorotUniform", seed=None), "pointwise_initializer": initial("VarianceScaling", scale=2.0, mode="fan_in", distribution="truncated_normal", seed=7),
             "bias_initializer": initial("Zeros"), "depthwise_regularizer": None, "pointwise_regularizer": thing("keras.regularizers", "L2", {"l2": 0.01}), "bias_regularizer": None,
             "activity_regularizer": None, "depthwise_constraint": thing("keras.constraints", "MaxNorm", {"max_value": 2, "axis": 0}), "pointwise_constraint": None, "bias_constraint": None}
RANGE = {"value_range": [0, 255], "seed": None, "data_format": "channels_last"}
COLOURS = {"value_range": [0, 255], "seed": None}
BEYOND = {"fill_mode": "reflect", "interpolation": "bilinear", "seed": None, "fill_value": 0.0, "data_format": "channels_last"}
IMAGES = [
    conv("c", 4, kernel_initializer=initial("HeNormal", seed=3), kernel_constraint=thing("keras.constraints", "UnitNorm", {"axis": [0, 1, 2]}), activation="leaky_relu"),
    image("SeparableConv2D", filters=4, depth_multiplier=2, activation="swish", **CONVOLUTION, **SEPARABLE),
    image("DepthwiseConv2D", depth_multiplier=1, activation="relu6", **CONVOLUTION, **{k: v for k, v in SEPARABLE.items() if "pointwise" not in k}),
    image("Conv2DTranspose", filters=2, output_padding=None, activation="linear", **CONVOLUTION, **WEIGHTED),
    layer("BatchNormalization", "bn", **{**NORM, "axis": [3]}), layer("LayerNormalization", "ln", axis=[3], epsilon=0.001, center=True, scale=True, beta_initializer=initial("Zeros"),
                                                                     gamma_initializer=initial("Ones"), beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None),
    layer("GroupNormalization", "gn", groups=1, axis=-1, epsilon=0.001, center=True, scale=True, beta_initializer=initial("Zeros"), gamma_initializer=initial("Ones"), beta_regularizer=None,
          gamma_regularizer=None, beta_constraint=None, gamma_constraint=None),
    layer("RMSNormalization", "rn", axis=-1, epsilon=1e-6), layer("UnitNormalization", "un", axis=-1),
    layer("Normalization", "nn", axis=[-1], invert=False, mean={"class_name": "__numpy__", "config": {"value": [0.5], "dtype": "float32"}}, variance=[2.0]),
    layer("Rescaling", "rs", scale=1 / 255, offset=0.0), layer("Resizing", "rz", height=6, width=6, interpolation="bilinear", crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, fill_mode="constant",
                                                              fill_value=0.0, data_format="channels_last"),
    layer("CenterCrop", "cc", height=4, width=4, data_format="channels_last"),
    layer("ZeroPadding2D", "zp", padding=[[1, 1], [2, 2]], data_format="channels_last"), layer("Cropping2D", "cr", cropping=[[1, 0], [0, 1]], data_format="channels_last"),
    layer("UpSampling2D", "up", size=[2, 2], data_format="channels_last", interpolation="nearest"),
    layer("MaxPooling2D", "mp", pool_size=[2, 2], padding="same", strides=[2, 2], data_format="channels_last"),
    layer("AveragePooling2D", "ap", pool_size=[2, 2], padding="valid", strides=[1, 1], data_format="channels_last"),
    layer("GlobalAveragePooling2D", "ga", data_format="channels_last", keepdims=False), layer("GlobalMaxPooling2D", "gm", data_format="channels_last", keepdims=True),
    layer("AdaptiveAveragePooling2D", "aa", output_size=[2, 2], data_format="channels_last"),
    layer("Activation", "ac", activation="hard_sigmoid"), layer("ReLU", "re", max_value=6.0, negative_slope=0.0, threshold=0.0), layer("LeakyReLU", "lr", negative_slope=0.3),
    layer("ELU", "el", alpha=1.0), layer("PReLU", "pr", alpha_initializer=initial("Zeros"), alpha_regularizer=None, alpha_constraint=None, shared_axes=[1, 2]), layer("Softmax", "sm", axis=-1),
    layer("Dropout", "do", rate=0.5, seed=None, noise_shape=None), layer("SpatialDropout2D", "sd", rate=0.5, seed=None, name_="", data_format="channels_last"),
    layer("GaussianNoise", "gn2", stddev=0.1, seed=None), layer("GaussianDropout", "gd", rate=0.1, seed=None), layer("AlphaDropout", "ad", rate=0.1, seed=None, noise_shape=None),
    layer("ActivityRegularization", "ar", l1=0.0, l2=0.1), layer("Identity", "id"), layer("Flatten", "fl", data_format="channels_last"), layer("Permute", "pe", dims=[2, 1, 3]),
    layer("Reshape", "rh", target_shape=[64, 1]),
    layer("RandomFlip", "rf", seed=None, mode="horizontal_and_vertical", data_format="channels_last"), layer("RandomRotation", "rr", factor=[-0.1, 0.1], **BEYOND),
    layer("RandomZoom", "rzo", height_factor=[-0.1, 0.1], width_factor=None, **BEYOND), layer("RandomTranslation", "rt", height_factor=0.1, width_factor=[-0.2, 0.2], **BEYOND),
    layer("RandomContrast", "rc", factor=0.2, **RANGE), layer("RandomBrightness", "rb", factor=[-0.2, 0.2], **RANGE), layer("RandomCrop", "rcr", height=4, width=4, seed=None, data_format="channels_last"),
    layer("RandomContrast", "rc2", factor=[0.0, 0.2], **RANGE), layer("RandomShear", "rs2", x_factor=[-0.2, 0.2], y_factor=[0.0, 0.0], **BEYOND),
    layer("RandomShear", "rsh", x_factor=[0.0, 0.2], y_factor=[0.0, 0.2], **BEYOND), layer("RandomErasing", "rer", factor=[0.0, 1.0], scale=[0.02, 0.33], fill_value=None, **RANGE),
    layer("RandomInvert", "ri", factor=[0.0, 1.0], **COLOURS), layer("RandomPosterization", "rp", factor=[4, 4], **COLOURS), layer("RandomSharpness", "rsp", factor=[0.0, 0.5], **COLOURS),
    layer("RandomColorDegeneration", "rcd", factor=[0.0, 0.5], **COLOURS), layer("RandomGaussianBlur", "rg", factor=[0.0, 1.0], kernel_size=[3, 3], sigma=[0.0, 1.0], **COLOURS),
    layer("RandomPerspective", "rpe", factor=[0.0, 1.0], scale=0.3, interpolation="bilinear", fill_value=0.0, seed=None),
    layer("Solarization", "so", value_range=[0, 255], addition_factor=[0, 0.0], threshold_factor=[0, 0.5], seed=None), layer("AutoContrast", "auc", value_range=[0, 255]),
    layer("Equalization", "eq", value_range=[0, 255], bins=256), layer("AdaptiveMaxPooling2D", "am", output_size=[2, 2], data_format="channels_last"),
    layer("RandomColorJitter", "rj1", value_range=[0, 255], brightness_factor=0.2, contrast_factor=0.2, saturation_factor=None, hue_factor=None, seed=None),
]
COLOURED = [  # of three channels, and layers that Hornbill cannot write for Keras again
    layer("RandomHue", "hu", factor=[0.0, 0.5], **COLOURS), layer("RandomSaturation", "sa", factor=[0.0, 1.0], **COLOURS), layer("RandomGrayscale", "gs", factor=0.5),
    layer("RandomColorJitter", "rj", value_range=[0, 255], brightness_factor=0.2, contrast_factor=[0.1, 0.3], saturation_factor=0.5, hue_factor=[0.0, 0.5], seed=None),
    layer("RandAugment", "ra", value_range=[0, 255], num_ops=2, magnitude=9, num_magnitude_bins=31, interpolation="nearest", seed=None),
    layer("AugMix", "amx", value_range=[0, 255], num_chains=3, chain_depth=3, factor=[0.0, 0.3], alpha=1.0, all_ops=True, interpolation="bilinear", seed=None),
]
ELASTIC = layer("RandomElasticTransform", "ret", factor=[0.0, 1.0], scale=[0.0, 1.0], interpolation="bilinear", fill_mode="reflect", fill_value=0.0, value_range=[0, 255], seed=None)
# Several inputs: what is applied to two tensors, by calls of Keras 3.
JOINED = [layer(kind, kind.lower()) for kind in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")] + [layer("Concatenate", "concatenate", axis=-1),
          layer("Dot", "dot", axes=[1, 1], normalize=False)]
LINE = {"kernel_size": [3], "strides": [1], "padding": "valid", "data_format": "channels_last", "dilation_rate": [1], "groups": 1, "use_bias": True}
VECTORS = [layer("RepeatVector", "rv", n=3), dense("de", 3, kernel_regularizer=thing("keras.regularizers", "L1L2", {"l1": 0.01, "l2": 0.02}),
                                                  kernel_constraint=thing("keras.constraints", "MinMaxNorm", {"min_value": 0.1, "max_value": 1.0, "rate": 1.0, "axis": 0}),
                                                  kernel_initializer=initial("Orthogonal", gain=1.0, seed=None)), layer("Identity", "iv")]
SEQUENCES = [
    layer("Conv1D", "c1", filters=2, kernel_size=[3], strides=[1], padding="causal", data_format="channels_last", dilation_rate=[2], groups=1, activation="linear", use_bias=True, **WEIGHTED),
    layer("MaxPooling1D", "m1", pool_size=[2], padding="valid", strides=[2], data_format="channels_last"), layer("AveragePooling1D", "a1", pool_size=[2], padding="valid", strides=[1], data_format="channels_last"),
    layer("GlobalAveragePooling1D", "g1", data_format="channels_last", keepdims=False), layer("GlobalMaxPooling1D", "gm1", data_format="channels_last", keepdims=False),
    layer("UpSampling1D", "u1", size=2), layer("ZeroPadding1D", "z1", padding=[1, 1], data_format="channels_last"), layer("Cropping1D", "cr1", cropping=[1, 1]),
    layer("SpatialDropout1D", "s1", rate=0.1, seed=None), layer("TimeDistributed", "td", layer=dense("inner", 3)),
    layer("Conv1DTranspose", "ct", filters=2, kernel_size=[3], strides=[2], padding="same", output_padding=None, data_format="channels_last", dilation_rate=[1], activation="linear", use_bias=True,
          **WEIGHTED),
    layer("DepthwiseConv1D", "dc", depth_multiplier=2, activation="linear", **LINE, **{k: v for k, v in SEPARABLE.items() if "pointwise" not in k}),
    layer("SeparableConv1D", "sc", filters=4, depth_multiplier=1, activation="linear", **LINE, **SEPARABLE),
    layer("AdaptiveAveragePooling1D", "aa1", output_size=[3], data_format="channels_last"), layer("AdaptiveMaxPooling1D", "am1", output_size=[3], data_format="channels_last"),
]

lstm = sequential("bad", entrance("input_layer", 4, 2), layer("LSTM", "memory", units=3), dense("a", 2))
code = sequential("bad", entrance("input_layer", 4), layer("Lambda", "magic", function={"class_name": "__lambda__", "config": {"value": ["4wAAAA==", None, None]}}, arguments={}))
hidden = sequential("bad", entrance("input_layer", 4), dense("a", 2, {"class_name": "__lambda__", "config": {"value": ["4wAAAA==", None, None]}}))
own = sequential("bad", entrance("input_layer", 4), {**layer("MyLayer", "mine"), "module": "my", "registered_name": "my>MyLayer"})
channels = sequential("bad", entrance("input_layer", 1, 8, 8), conv("edges", 2, data_format="channels_first"))
loop = functional("bad", [applied(entrance("x", 4)), applied(dense("a", 4), node(tensor("b"))), applied(dense("b", 4), node(tensor("a")))], [["x", 0, 0]], [["b", 0, 0]])
constant = functional("bad", [applied(entrance("x", 4)), {**thing("keras.src.ops.numpy", "Multiply", {"name": "times"}), "name": "times", "inbound_nodes": [node(tensor("x"), 2.0)]}],
                      [["x", 0, 0]], [["times", 0, 0]])
shared = [("dense", [(4, 3), (3,)]), ("dense_1", [(3, 2), (2,)]), ("dense_2", [(1, 1)])]

# As compile_config has them: names, or objects with all settings.
ADAM = {"module": "keras.optimizers", "class_name": "Adam", "config": {"name": "adam", "learning_rate": 0.0003000000142492354, "weight_decay": None, "clipnorm": None, "global_clipnorm": None,
        "clipvalue": None, "use_ema": False, "ema_momentum": 0.99, "ema_overwrite_frequency": None, "loss_scale_factor": None, "gradient_accumulation_steps": None, "beta_1": 0.8, "beta_2": 0.999,
        "epsilon": 1e-07, "amsgrad": False}, "registered_name": None}
REST = {"loss_weights": None, "weighted_metrics": None, "run_eagerly": False, "steps_per_execution": 1, "jit_compile": False}
COMPILED = {
    "names": {"optimizer": "sgd", "loss": "mse", "metrics": ["mae"], **REST},
    "objects": {"optimizer": ADAM, "loss": thing("keras.losses", "Huber", {"name": "huber_loss", "reduction": "sum_over_batch_size", "dtype": "float32", "delta": 0.5}),
                "metrics": [thing("keras.metrics", "MeanSquaredError", {"name": "mse", "dtype": "float32"})], **REST},
    "schedule": {"optimizer": {**ADAM, "config": {**ADAM["config"], "learning_rate": thing("keras.optimizers.schedules", "ExponentialDecay", {
        "initial_learning_rate": 0.1, "decay_steps": 100, "decay_rate": 0.5, "staircase": False, "name": "ExponentialDecay"})}}, "loss": "mse", "metrics": None, **REST},
    "unknown": {"optimizer": "adam", "loss": "my_own_loss", "metrics": ["mae"], **REST},
}



def linked(link):
    def write(f):
        weights_file(PLAIN)(f)
        link(f)
    return text(h5(write))


def circle(f):
    f["layers/back"] = f["layers"]
    f["layers/dense/vars/root"] = f["/"]
    f["layers/soft"] = h5py.SoftLink("/layers/soft")


def elsewhere(f):
    f["layers/other"] = h5py.ExternalLink("/etc/passwd", "/")


golden.write("keras.json", {
    "links": {"circle": linked(circle), "elsewhere": linked(elsewhere)},
    "plain": text(archive(plain, h5(weights_file(PLAIN)))),
    "graph": text(archive(graph, h5(weights_file(GRAPH)))),
    "steps": text(archive(steps, h5(weights_file(STEPS)))),
    "weights": text(h5(weights_file(PLAIN))),
    "small": {
        "packed": text(archive(small, h5(weights_file(SMALL)), zipfile.ZIP_DEFLATED)),
        "former": text(archive(small, h5(weights_file(SMALL, top="_layer_checkpoint_dependencies")))),
        "half": text(archive(small, h5(weights_file(SMALL, each=lambda a: a.astype("<f2"))))),
        "double": text(archive(small, h5(weights_file(SMALL, each=lambda a: a.astype(">f8"))))),
        "bfloat16": text(archive(small, h5(weights_file(SMALL, each=lambda a: (a.view(np.uint32) >> 16).astype(np.uint16).view("V2"), kind="bfloat16")))),
        "chunked": text(archive(small, h5(weights_file(SMALL, how={"chunks": True, "compression": "gzip", "shuffle": True, "fletcher32": True})))),
        "latest": text(archive(small, h5(weights_file(SMALL), libver="latest"))),
        "tracked": text(archive(small, h5(weights_file(SMALL), track_order=True))),
        "first": text(legacy(OLD_SMALL, old_first)),
        "unbuilt": text(archive(sequential("small", dense("a", 3, "relu"), dense("b", 2), shape=[None, 4]), h5(weights_file(SMALL)))),
    },
    "legacy": {"fixed": text(legacy(OLD, old_plain)), "variable": text(legacy(OLD, old_plain, strings="variable")), "pieces": text(legacy(OLD, old_plain, most=60))},
    "legacy_weights": text(legacy(OLD)),
    "legacy_graph": text(legacy(OLD_GRAPH, old_graph)),
    "images": [json.dumps(e) for e in IMAGES],
    "sequences": [json.dumps(e) for e in SEQUENCES],
    "coloured": [json.dumps(e) for e in COLOURED],
    "vectors": [json.dumps(e) for e in VECTORS],
    "elastic": json.dumps(ELASTIC),
    "joined": [json.dumps(functional("two", [applied(entrance("a", 4)), applied(entrance("b", 4)), applied(e, node([tensor("a"), tensor("b")]))],
                                     [["a", 0, 0], ["b", 0, 0]], [[e["config"]["name"], 0, 0]])) for e in JOINED],
    "compiled": {kind: text(archive({**small, "compile_config": how}, h5(weights_file(SMALL)))) for kind, how in COMPILED.items()},
    "refused": {
        "'memory' is of the kind 'LSTM'": text(archive(lstm, h5(weights_file([])))),
        "'magic' holds a Lambda": text(archive(code, h5(weights_file([])))),
        "'a' holds a lambda": text(archive(hidden, h5(weights_file([])))),
        "'mine' is of the kind 'MyLayer'": text(archive(own, h5(weights_file([])))),
        "data_format = 'channels_first'": text(archive(channels, h5(weights_file([])))),
        "applied to what comes of itself": text(archive(loop, h5(weights_file([])))),
        "'times' is applied to 2": text(archive(constant, h5(weights_file([])))),
        "the file lacks b/kernel, b/bias": text(archive(small, h5(weights_file(SMALL[:1])))),
        "the model has no layers/dense_2/vars/0": text(archive(small, h5(weights_file(shared)))),
        "shapes differ for b/kernel ((4, 2) for (3, 2))": text(archive(small, h5(weights_file([SMALL[0], ("dense_1", [(4, 2), (2,)])])))),
        "without model.weights.h5": text(archive(small, None)),
        "a file of weights alone": text(h5(weights_file(SMALL))),
        "no signature": text(archive(small, b"\x89HDF\r\n\x1a\r" + bytes(200))),
    },
})
