package dev.countersign.simulator;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Simulated tokens by name, one directory each. What is stored is not encrypted: it protects
 * nothing. Safe for many threads and many processes.
 */
public final class TokenDirectory {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final Path root;
  private final World world;

  private TokenDirectory(Path root, World world) {
    this.root = root;
    this.world = world;
  }

  /**
   * The tokens below this directory, which need not exist, in the world of {@link World#system()}.
   */
  public static TokenDirectory at(Path root) {
    return at(root, World.system());
  }

  /** The tokens below this directory, which need not exist. */
  public static TokenDirectory at(Path root, World world) {
    return new TokenDirectory(root, world);
  }

  /**
   * Makes a new token.
   *
   * @param name letters, digits, dots, underscores and hyphens, the first a letter or digit, at
   *     most 64
   * @param serial the serial number, 0 to 4294967295; a random one of eight digits if empty
   * @throws IllegalArgumentException when name or serial number is not allowed
   * @throws FileAlreadyExistsException when there is a token of this name; it stays as it is
   * @throws IOException when the directory cannot be written
   */
  public TokenDescription create(String name, Profile profile, OptionalLong serial)
      throws IOException {
    Path target = path(name);
    if (Files.exists(target)) {
      throw exists(name);
    }
    VirtualToken.Builder builder = VirtualToken.builder(profile).world(world);
    serial.ifPresent(builder::serial);
    PrivateFiles.createDirectory(root);
    Path draft = Files.createTempDirectory(root, ".new-");
    try {
      TokenDescription description;
      try (TokenStorage storage = TokenStorage.directory(draft);
          VirtualToken token = builder.storage(storage).open()) {
        description = new TokenDescription(name, profile, token.serial());
      }
      move(draft, target, name);
      PrivateFiles.sync(root);
      return description;
    } finally {
      PrivateFiles.delete(draft);
    }
  }

  private static void move(Path draft, Path target, String name) throws IOException {
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      throw exists(name);
    } catch (IOException e) {
      if (Files.exists(target)) {
        throw exists(name);
      }
      throw e;
    }
  }

  /** The names of the tokens, sorted. */
  public List<String> list() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(root)) {
      return children
          .filter(child -> Files.isRegularFile(child.resolve(TokenIdentityRecord.NAME)))
          .map(child -> String.valueOf(child.getFileName()))
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .toList();
    }
  }

  /**
   * What a token is, without opening it: works while another process uses it.
   *
   * @throws IllegalArgumentException when that is no name
   * @throws NoSuchFileException when there is no such token
   * @throws IOException when it cannot be read or is damaged
   */
  public TokenDescription describe(String name) throws IOException {
    Optional<byte[]> record = DirectoryStorage.read(path(name), TokenIdentityRecord.NAME);
    if (record.isEmpty()) {
      throw absent(name);
    }
    TokenIdentityRecord identity = TokenIdentityRecord.decode(record.get());
    return new TokenDescription(name, identity.profile(), identity.serial());
  }

  /**
   * Opens a token; it stays locked until it is closed.
   *
   * @throws IllegalArgumentException when that is no name
   * @throws NoSuchFileException when there is no such token
   * @throws IOException when it is damaged, or in use and still so after two seconds: the message
   *     says by which process
   */
  public VirtualToken open(String name) throws IOException {
    return open(name, false);
  }

  /**
   * Opens a token as {@link #open(String)} does.
   *
   * @param contactless whether it is held to a reader by NFC: see {@link
   *     VirtualToken.Builder#contactless}
   * @throws IllegalArgumentException when that is no name, or the token has no NFC
   */
  public VirtualToken open(String name, boolean contactless) throws IOException {
    TokenDescription description = describe(name);
    VirtualToken.Builder builder =
        VirtualToken.builder(description.profile()).serial(description.serial()).world(world);
    if (contactless) {
      builder.contactless();
    }
    TokenStorage storage = TokenStorage.directory(path(name));
    boolean opened = false;
    try {
      VirtualToken token = builder.storage(storage).open();
      opened = true;
      return token;
    } finally {
      if (!opened) {
        storage.close();
      }
    }
  }

  /**
   * Deletes a token and its keys.
   *
   * @throws IllegalArgumentException when that is no name
   * @throws NoSuchFileException when there is no such token
   * @throws IOException when it is in use, as for {@link #open}, or cannot be deleted
   */
  public void remove(String name) throws IOException {
    Path directory = path(name);
    if (!Files.isRegularFile(directory.resolve(TokenIdentityRecord.NAME))) {
      throw absent(name);
    }
    DirectoryLock lock = DirectoryLock.acquire(directory);
    Path condemned;
    try (lock) {
      condemned = Files.createTempDirectory(root, ".removed-");
      Files.move(directory, condemned.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      PrivateFiles.sync(root);
    }
    PrivateFiles.delete(condemned);
  }

  private Path path(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a token's name has 1 to 64 letters, digits, dots, underscores and hyphens and begins"
              + " with a letter or digit");
    }
    return root.resolve(name);
  }

  private static NoSuchFileException absent(String name) {
    return new NoSuchFileException(name, null, "there is no simulated token of this name");
  }

  private static FileAlreadyExistsException exists(String name) {
    return new FileAlreadyExistsException(
        name, null, "there is a simulated token of this name already");
  }
}
