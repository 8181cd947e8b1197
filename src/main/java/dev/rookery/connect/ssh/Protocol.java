package dev.rookery.connect.ssh;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import com.hierynomus.sshj.transport.kex.DHGroups;
import com.hierynomus.sshj.transport.mac.Macs;

import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.ConfigImpl;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.transport.cipher.Cipher;
import net.schmizz.sshj.transport.compression.Compression;
import net.schmizz.sshj.transport.compression.NoneCompression;
import net.schmizz.sshj.transport.kex.Curve25519SHA256;
import net.schmizz.sshj.transport.kex.DHGexSHA256;
import net.schmizz.sshj.transport.kex.ECDHNistP;
import net.schmizz.sshj.transport.kex.KeyExchange;
import net.schmizz.sshj.transport.mac.MAC;
import net.schmizz.sshj.transport.random.JCERandom;
import net.schmizz.sshj.transport.random.SingletonRandomFactory;

import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

import java.security.Security;
import java.util.ArrayList;
import java.util.List;

/// What we offer to agree on with a server: no SHA-1, no CBC, nothing that needs a cipher library.
///
/// Made once: the library's own default tries every cipher it knows each time.
final class Protocol {
    /// For a server whose key is known, or not known at all.
    static final Config PLAIN = config(plainKeys());

    /// For a server that some authority of the user's known_hosts may vouch for.
    static final Config CERTIFIED = config(certifiedKeys());

    private Protocol() {}

    /// To be called before anything of the library runs, reading a key file included.
    static void prepare() {
        SecurityUtils.setRegisterBouncyCastle(false);
        Security.addProvider(new EcdsaKeys());
    }

    private static Config config(List<Factory.Named<KeyAlgorithm>> keys) {
        ConfigImpl config = new ConfigImpl();
        config.setLoggerFactory(new Logs());
        config.setVersion("Rookery");
        config.setKeyExchangeFactories(
                List.<Factory.Named<KeyExchange>>of(
                        new Curve25519SHA256.Factory(),
                        new Curve25519SHA256.FactoryLibSsh(),
                        new ECDHNistP.Factory256(),
                        new ECDHNistP.Factory384(),
                        new ECDHNistP.Factory521(),
                        DHGroups.Group16SHA512(),
                        DHGroups.Group14SHA256(),
                        new DHGexSHA256.Factory()));
        config.setKeyAlgorithms(keys);
        config.setCipherFactories(
                List.<Factory.Named<Cipher>>of(
                        GcmCiphers.AES128GCM(),
                        GcmCiphers.AES256GCM(),
                        BlockCiphers.AES128CTR(),
                        BlockCiphers.AES192CTR(),
                        BlockCiphers.AES256CTR()));
        config.setMACFactories(
                List.<Factory.Named<MAC>>of(
                        Macs.HMACSHA2256Etm(),
                        Macs.HMACSHA2512Etm(),
                        Macs.HMACSHA2256(),
                        Macs.HMACSHA2512()));
        config.setCompressionFactories(
                List.<Factory.Named<Compression>>of(new NoneCompression.Factory()));
        config.setRandomFactory(new SingletonRandomFactory(new JCERandom.Factory()));
        config.setFileKeyProviderFactories(List.of());
        // Never started: KeepAlive is ours.
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        config.setVerifyHostKeyCertificates(true);
        return config;
    }

    private static List<Factory.Named<KeyAlgorithm>> plainKeys() {
        return List.of(
                KeyAlgorithms.EdDSA25519(),
                KeyAlgorithms.ECDSASHANistp256(),
                KeyAlgorithms.ECDSASHANistp384(),
                KeyAlgorithms.ECDSASHANistp521(),
                KeyAlgorithms.RSASHA512(),
                KeyAlgorithms.RSASHA256());
    }

    private static List<Factory.Named<KeyAlgorithm>> certifiedKeys() {
        List<Factory.Named<KeyAlgorithm>> keys = new ArrayList<>();
        keys.add(KeyAlgorithms.EdDSA25519CertV01());
        keys.add(KeyAlgorithms.ECDSASHANistp256CertV01());
        keys.add(KeyAlgorithms.ECDSASHANistp384CertV01());
        keys.add(KeyAlgorithms.ECDSASHANistp521CertV01());
        keys.addAll(plainKeys());
        return List.copyOf(keys);
    }

    /// The library's diagnostics, without those that print whole packets: passwords are in them.
    private static final class Logs implements LoggerFactory {
        @Override
        public Logger getLogger(String name) {
            return name.endsWith("Encoder") || name.endsWith("Decoder") || name.endsWith("Channel")
                    ? NOPLogger.NOP_LOGGER
                    : org.slf4j.LoggerFactory.getLogger(name);
        }

        @Override
        public Logger getLogger(Class<?> owner) {
            return getLogger(owner.getName());
        }
    }
}
