package dev.countersign.host.cryptoki;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Memory outside the heap for the arguments and results of one call at a time. What a call puts
 * there lies in a row, is found by its address, and is overwritten with zeros when the call ends.
 *
 * <p>For one thread at a time.
 */
final class Scratch {
  private static final int USUAL_BYTES = 4096;

  private final Layout layout;
  private final List<Block> blocks = new ArrayList<>();
  private Block block;

  private static final class Block {
    private final ByteBuffer bytes;
    private final long address;
    private int used;

    Block(int length) {
      bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
      address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
    }
  }

  Scratch(Layout layout) {
    this.layout = layout;
    block = new Block(USUAL_BYTES);
    blocks.add(block);
  }

  Layout layout() {
    return layout;
  }

  /** Room for so many bytes, all zero; its address. */
  long allocate(int length) {
    int begin = (block.used + 7) & ~7;
    if (length > block.bytes.capacity() - begin) {
      block = new Block(Math.max(USUAL_BYTES, (length + 7) & ~7));
      blocks.add(block);
      begin = 0;
    }
    block.used = begin + length;
    return block.address + begin;
  }

  /** Room with these bytes; its address, or 0 when there are none. */
  long put(byte[] bytes) {
    if (bytes.length == 0) {
      return 0;
    }
    long address = allocate(bytes.length);
    Block holder = block;
    holder.bytes.position(offset(holder, address));
    holder.bytes.put(bytes);
    return address;
  }

  /** Room with a number; its address. */
  long putUlong(long value) {
    long address = allocate(layout.ulongBytes());
    setUlong(address, value);
    return address;
  }

  void setUlong(long address, long value) {
    Block holder = holder(address);
    if (layout.ulongBytes() == 8) {
      holder.bytes.putLong(offset(holder, address), value);
    } else {
      holder.bytes.putInt(offset(holder, address), (int) value);
    }
  }

  long ulong(long address) {
    Block holder = holder(address);
    return layout.ulongBytes() == 8
        ? holder.bytes.getLong(offset(holder, address))
        : holder.bytes.getInt(offset(holder, address)) & 0xFFFFFFFFL;
  }

  void setPointer(long address, long value) {
    Block holder = holder(address);
    holder.bytes.putLong(offset(holder, address), value);
  }

  byte[] bytes(long address, int length) {
    byte[] result = new byte[length];
    if (length > 0) {
      Block holder = holder(address);
      holder.bytes.position(offset(holder, address));
      holder.bytes.get(result);
    }
    return result;
  }

  int unsignedByte(long address) {
    Block holder = holder(address);
    return holder.bytes.get(offset(holder, address)) & 0xFF;
  }

  /** A number as the token wrote it into an attribute. */
  static long ulong(byte[] value, Layout layout) {
    ByteBuffer buffer = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    return layout.ulongBytes() == 8 ? buffer.getLong() : buffer.getInt() & 0xFFFFFFFFL;
  }

  /** Room with an array of attributes; its address, or 0 when there are none. */
  long put(List<Attribute> template) {
    if (template.isEmpty()) {
      return 0;
    }
    Deque<long[]> values = new ArrayDeque<>();
    for (Attribute attribute : template) {
      values.add(value(attribute));
    }
    long array = allocate(template.size() * layout.tripleBytes());
    long entry = array;
    for (Attribute attribute : template) {
      long[] value = values.remove();
      setTriple(entry, attribute.type(), value[0], value[1]);
      entry += layout.tripleBytes();
    }
    return array;
  }

  /** Address and length. */
  private long[] value(Attribute attribute) {
    if (attribute instanceof Attribute.Flag flag) {
      return new long[] {put(new byte[] {(byte) (flag.value() ? 1 : 0)}), 1};
    } else if (attribute instanceof Attribute.Ulong number) {
      return new long[] {putUlong(number.value()), layout.ulongBytes()};
    } else if (attribute instanceof Attribute.Ulongs numbers) {
      int length = numbers.values().size() * layout.ulongBytes();
      long next = allocate(length);
      long address = next;
      for (long number : numbers.values()) {
        setUlong(next, number);
        next += layout.ulongBytes();
      }
      return new long[] {address, length};
    } else if (attribute instanceof Attribute.Bytes bytes) {
      return new long[] {put(bytes.value()), bytes.value().length};
    }
    throw new AssertionError(attribute);
  }

  /** {@code CK_ATTRIBUTE} and {@code CK_MECHANISM} have the same shape. */
  void setTriple(long address, long type, long pointer, long length) {
    setUlong(address, type);
    setPointer(address + layout.ulongBytes(), pointer);
    setUlong(address + layout.ulongBytes() + Layout.POINTER_BYTES, length);
  }

  /** Room with a mechanism; its address. */
  long put(Mechanism mechanism) {
    long parameter = 0;
    int length = 0;
    int word = layout.ulongBytes();
    Mechanism.Parameter given = mechanism.parameter();
    if (given instanceof Mechanism.Pss pss) {
      length = 3 * word;
      parameter = allocate(length);
      setUlong(parameter, pss.hash());
      setUlong(parameter + word, pss.mgf());
      setUlong(parameter + 2L * word, pss.saltBytes());
    } else if (given instanceof Mechanism.Oaep oaep) {
      length = 4 * word + Layout.POINTER_BYTES;
      parameter = allocate(length);
      setUlong(parameter, oaep.hash());
      setUlong(parameter + word, oaep.mgf());
      setUlong(parameter + 2L * word, 1); // CKZ_DATA_SPECIFIED
      setPointer(parameter + 3L * word, 0);
      setUlong(parameter + 3L * word + Layout.POINTER_BYTES, 0);
    } else if (given instanceof Mechanism.Ecdh ecdh) {
      long peer = put(ecdh.peer());
      length = 3 * word + 2 * Layout.POINTER_BYTES;
      parameter = allocate(length);
      setUlong(parameter, 1); // CKD_NULL
      setUlong(parameter + word, 0);
      setPointer(parameter + 2L * word, 0);
      setUlong(parameter + 2L * word + Layout.POINTER_BYTES, ecdh.peer().length);
      setPointer(parameter + 3L * word + Layout.POINTER_BYTES, peer);
    }
    long address = allocate(layout.tripleBytes());
    setTriple(address, mechanism.type(), parameter, length);
    return address;
  }

  /** Overwrites all that was put, and begins anew. */
  void clear() {
    for (Block each : blocks) {
      for (int i = 0; i < each.used; i += 8) {
        each.bytes.putLong(i, 0);
      }
      each.used = 0;
    }
    if (blocks.size() > 1) {
      block = blocks.get(0);
      blocks.clear();
      blocks.add(block);
    }
  }

  private Block holder(long address) {
    if (address >= block.address && address < block.address + block.used) {
      return block;
    }
    for (Block each : blocks) {
      if (address >= each.address && address < each.address + each.used) {
        return each;
      }
    }
    throw new IllegalArgumentException("an address outside of what was put");
  }

  private static int offset(Block holder, long address) {
    return (int) (address - holder.address);
  }
}
