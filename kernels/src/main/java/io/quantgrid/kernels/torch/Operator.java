package io.quantgrid.kernels.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Argument;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;

/**
 * An operation of libtorch that has no Java method, called through the dispatcher: looked up once
 * by name, its arguments pushed in the order of its schema, its result taken from the same stack.
 */
final class Operator {
  private static final ConcurrentHashMap<String, Operator> FOUND = new ConcurrentHashMap<>();

  /** Arguments and results of the call under way on each thread. */
  private static final ThreadLocal<IValueVector> STACK = ThreadLocal.withInitial(IValueVector::new);

  private final OperatorHandle handle;

  private Operator(OperatorHandle handle) {
    this.handle = handle;
  }

  /**
   * The operation of that qualified name, e.g. {@code aten::_int_mm}, without an overload's name.
   *
   * @throws RuntimeException when this libtorch has none
   */
  static Operator named(String name) {
    return FOUND.computeIfAbsent(
        name,
        key ->
            new Operator(
                new OperatorHandle(Dispatcher.realSingleton().findSchemaOrThrow(key, ""))));
  }

  /** Names and types of the arguments, in order, as the dispatcher has them. */
  List<String> signature() {
    Argument arguments = handle.schema().arguments();
    List<String> signature = new ArrayList<>();
    for (int i = 0; i < arguments.limit(); i++) {
      Argument argument = argument(i);
      String type = argument.type().get().annotation_str().getString();
      signature.add(argument.name().getString() + ": " + type);
    }
    return signature;
  }

  /** One argument of the schema, by position. */
  Argument argument(int position) {
    return handle.schema().arguments().getPointer(position);
  }

  /** Calls it; the caller frees {@code arguments}, often boxes made once and kept. */
  Tensor call(IValue... arguments) {
    IValueVector stack = STACK.get();
    try {
      for (IValue argument : arguments) {
        stack.push_back(argument);
      }
      handle.callBoxed(stack);
      return new Tensor(stack.get(0).toTensor()); // a handle of its own: the stack is emptied
    } finally {
      stack.clear();
    }
  }

  /** The same with a tensor first, boxed for this call alone. */
  Tensor call(Tensor first, IValue... others) {
    try (IValue box = new IValue(first)) {
      IValue[] arguments = new IValue[others.length + 1];
      arguments[0] = box;
      System.arraycopy(others, 0, arguments, 1, others.length);
      return call(arguments);
    }
  }
}
