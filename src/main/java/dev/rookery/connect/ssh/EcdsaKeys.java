package dev.rookery.connect.ssh;

import java.io.Serial;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.List;
import java.util.Map;

/// Serves the key factory `ECDSA`, Bouncy Castle's name for what the JDK calls `EC`: the client
/// library asks for it by that name only.
final class EcdsaKeys extends Provider {
    @Serial private static final long serialVersionUID = 1;

    EcdsaKeys() {
        super("RookeryEcdsa", "1", "KeyFactory ECDSA, served by EC");
        putService(
                new Service(
                        this, "KeyFactory", "ECDSA", Alias.class.getName(), List.of(), Map.of()) {
                    @Override
                    public Object newInstance(Object constructorParameter)
                            throws NoSuchAlgorithmException {
                        return new Alias(KeyFactory.getInstance("EC"));
                    }
                });
    }

    private static final class Alias extends KeyFactorySpi {
        private final KeyFactory keys;

        private Alias(KeyFactory keys) {
            this.keys = keys;
        }

        @Override
        protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
            return keys.generatePublic(spec);
        }

        @Override
        protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
            return keys.generatePrivate(spec);
        }

        @Override
        protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> kind)
                throws InvalidKeySpecException {
            return keys.getKeySpec(key, kind);
        }

        @Override
        protected Key engineTranslateKey(Key key) throws InvalidKeyException {
            return keys.translateKey(key);
        }
    }
}
