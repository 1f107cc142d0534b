package io.quantgrid.core.checkpoint;

import io.quantgrid.core.checkpoint.PickleStack.Nothing;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The callables and classes that a pickle of weights may name, with what they make here (PyTorch
 * 2.10, {@code torch/_utils.py}, {@code torch/serialization.py}, {@code
 * torch/_weights_only_unpickler.py}). None of them is Python's: each makes a plain value of ours.
 */
final class TorchCalls {
  /** What can be called. */
  private enum Function {
    ORDERED_DICT,
    TENSOR,
    PARAMETER,
    FROM_TYPE,
    SIZE,
    DEVICE
  }

  /** The class of a storage; without a type for one of plain bytes. */
  private record StorageClass(Optional<StoredType> type) {}

  /** {@code torch.float32}. */
  private record ElementType(StoredType type) {}

  private static final Map<String, Object> ALLOWED = new HashMap<>();

  static {
    ALLOWED.put("collections.OrderedDict", Function.ORDERED_DICT);
    ALLOWED.put("torch._utils._rebuild_tensor", Function.TENSOR);
    ALLOWED.put("torch._utils._rebuild_tensor_v2", Function.TENSOR);
    ALLOWED.put("torch._utils._rebuild_tensor_v3", Function.TENSOR);
    ALLOWED.put("torch._utils._rebuild_parameter", Function.PARAMETER);
    ALLOWED.put("torch._utils._rebuild_parameter_with_state", Function.PARAMETER);
    ALLOWED.put("torch._tensor._rebuild_from_type_v2", Function.FROM_TYPE);
    ALLOWED.put("torch.Size", Function.SIZE);
    ALLOWED.put("torch.device", Function.DEVICE);
    ALLOWED.put("torch.Tensor", Nothing.NOTHING);
    ALLOWED.put("torch.nn.parameter.Parameter", Nothing.NOTHING);
    StorageClass bytes = new StorageClass(Optional.empty());
    ALLOWED.put("torch.storage.UntypedStorage", bytes);
    ALLOWED.put("torch.UntypedStorage", bytes);
    allow("Double", StoredType.F64, "float64", "double");
    allow("Float", StoredType.F32, "float32", "float");
    allow("Half", StoredType.F16, "float16", "half");
    allow("BFloat16", StoredType.BF16, "bfloat16");
    allow("Long", StoredType.I64, "int64", "long");
    allow("Int", StoredType.I32, "int32", "int");
    allow("Short", StoredType.I16, "int16", "short");
    allow("Char", StoredType.I8, "int8");
    allow("Byte", StoredType.U8, "uint8");
    allow("Bool", StoredType.BOOL, "bool");
    allow("ComplexFloat", StoredType.C64, "complex64", "cfloat");
    allow("", StoredType.U16, "uint16");
    allow("", StoredType.U32, "uint32");
    allow("", StoredType.U64, "uint64");
    allow("", StoredType.F8_E4M3, "float8_e4m3fn");
    allow("", StoredType.F8_E5M2, "float8_e5m2");
    allow("", StoredType.F8_E8M0, "float8_e8m0fnu");
  }

  /** Pairs are copied with each call, so the same few bytes could ask for any number of them. */
  private static final int MAX_PAIRS = 4_000_000;

  /** So that bits can be counted. */
  private static final long MAX_ELEMENTS = Long.MAX_VALUE / Long.SIZE;

  private final PickleInput in;
  private final Map<String, TorchStorage> storages = new HashMap<>();
  private int pairs;

  /**
   * @param in named in errors
   */
  TorchCalls(PickleInput in) {
    this.in = in;
  }

  private static void allow(String storage, StoredType type, String... dtypes) {
    if (!storage.isEmpty()) {
      ALLOWED.put("torch." + storage + "Storage", new StorageClass(Optional.of(type)));
    }
    for (String dtype : dtypes) {
      ALLOWED.put("torch." + dtype, new ElementType(type));
    }
  }

  /**
   * What the name stands for.
   *
   * @throws CheckpointException for any other name than those above
   */
  Object named(String module, String name) {
    Object found = ALLOWED.get(module + "." + name);
    if (found == null) {
      throw refused(module, name);
    }
    return found;
  }

  CheckpointException refused(String module, String name) {
    return in.refused(
        "a pickle that calls " + module + "." + name,
        "nothing but tensors and dictionaries of them, as torch.save writes a state_dict; code of a checkpoint is never run");
  }

  /** The result of a call. */
  Object call(Object callable, Object arguments) {
    if (!(callable instanceof Function function) || !(arguments instanceof List<?> list)) {
      throw in.refused(
          "a call of a %s with a %s"
              .formatted(PickleStack.kind(callable), PickleStack.kind(arguments)),
          "calls that make tensors and dictionaries");
    }
    try {
      return switch (function) {
        case ORDERED_DICT -> dictionary(list);
        case TENSOR -> tensor(list);
        case PARAMETER -> (TorchTensor) list.get(0);
        case FROM_TYPE -> fromType(list);
        case SIZE -> (List<?>) list.get(0);
        case DEVICE -> Nothing.NOTHING;
      };
    } catch (IllegalArgumentException e) {
      throw in.refused(called(function) + e.getMessage(), "a tensor within its storage");
    } catch (IndexOutOfBoundsException | ClassCastException e) {
      throw in.refused(called(function) + "other arguments", "those that torch.save writes");
    }
  }

  private static String called(Function function) {
    return function.name().toLowerCase(Locale.ROOT) + " of ";
  }

  /** Attributes of dictionaries ({@code _metadata}: versions of modules) are of no interest. */
  void build(Object target, Object state) {
    if (!(target instanceof Map<?, ?>)) {
      throw in.refused(
          "a %s as state of a %s".formatted(PickleStack.kind(state), PickleStack.kind(target)),
          "state of dictionaries only");
    }
  }

  /** {@code ('storage', class, key, device, elements)}; pre-1.6 files add a view, or None. */
  Object storage(Object id) {
    if (id instanceof List<?> list
        && (list.size() == 5 || (list.size() == 6 && list.get(5) == Nothing.NOTHING))
        && "storage".equals(list.get(0))
        && list.get(1) instanceof StorageClass type
        && list.get(2) instanceof String key
        && list.get(4) instanceof Long elements
        && elements >= 0
        && elements <= MAX_ELEMENTS) {
      TorchStorage storage = new TorchStorage(key, type.type(), elements);
      TorchStorage before = storages.putIfAbsent(key, storage);
      if (before == null || before.equals(storage)) {
        return storage;
      }
      throw in.refused("storage " + key + " as " + storage + " and " + before, "one of each key");
    }
    throw in.refused(
        "a persistent id that is a " + PickleStack.kind(id),
        "('storage', class, key, device, elements)");
  }

  /** Those that were named, by their keys. */
  Map<String, TorchStorage> storages() {
    return Collections.unmodifiableMap(storages);
  }

  private Object dictionary(List<?> arguments) {
    PickleStack stack = new PickleStack(in);
    stack.push(new LinkedHashMap<>());
    for (Object pair : arguments.isEmpty() ? List.of() : (List<?>) arguments.get(0)) {
      if (++pairs > MAX_PAIRS) {
        throw in.refused("over " + MAX_PAIRS + " items of dictionaries", "fewer");
      }
      stack.setItems(List.of(((List<?>) pair).get(0), ((List<?>) pair).get(1)));
    }
    return stack.only();
  }

  /** {@code storage, offset, shape, strides, requires_grad, hooks[, dtype][, metadata]}. */
  private static TorchTensor tensor(List<?> arguments) {
    TorchStorage storage = (TorchStorage) arguments.get(0);
    Optional<StoredType> own =
        arguments.size() > 6 && arguments.get(6) instanceof ElementType dtype
            ? Optional.of(dtype.type())
            : Optional.empty();
    return new TorchTensor(
        storage,
        own.or(storage::type)
            .orElseThrow(() -> new IllegalArgumentException("a tensor without a dtype")),
        (Long) arguments.get(1),
        longs(arguments.get(2)),
        longs(arguments.get(3)));
  }

  /** Of a tensor's subclass, which are tensors here: {@code function, class, arguments, state}. */
  private static TorchTensor fromType(List<?> arguments) {
    List<?> list = (List<?>) arguments.get(2);
    if (arguments.get(0) == Function.PARAMETER) {
      return (TorchTensor) list.get(0);
    }
    if (arguments.get(0) == Function.TENSOR) {
      return tensor(list);
    }
    throw new IllegalArgumentException("another function");
  }

  private static long[] longs(Object values) {
    if (((List<?>) values).size() > TorchTensor.MAX_RANK) {
      throw new IllegalArgumentException(((List<?>) values).size() + " dimensions");
    }
    return ((List<?>) values).stream().mapToLong(value -> (Long) value).toArray();
  }
}
