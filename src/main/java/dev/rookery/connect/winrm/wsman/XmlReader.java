package dev.rookery.connect.winrm.wsman;

import java.io.ByteArrayInputStream;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads a document into elements. Document types and entities of its own are refused, and so is
/// what is deeper or more than any answer of WS-Management.
final class XmlReader {
    private static final int DEPTH = 40;
    private static final int ELEMENTS = 20_000;

    private final XMLStreamReader in;
    private int elements;

    private XmlReader(XMLStreamReader in) {
        this.in = in;
    }

    static Element read(byte[] document) throws ProtocolException {
        try {
            XMLStreamReader in =
                    factory().createXMLStreamReader(new ByteArrayInputStream(document));
            XmlReader reader = new XmlReader(in);
            while (in.next() != XMLStreamConstants.START_ELEMENT) {
                reader.refuseOthers();
            }
            Element root = reader.element(0);
            while (in.hasNext()) {
                in.next();
                reader.refuseOthers();
            }
            return root;
        } catch (XMLStreamException | RuntimeException malformed) {
            // The JDK's parser says some of what is wrong by a RuntimeException.
            ProtocolException refused = new ProtocolException("the answer is not XML");
            refused.initCause(malformed);
            throw refused;
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver(
                (publicId, systemId, base, namespace) -> {
                    throw new XMLStreamException("nothing else is read");
                });
        return factory;
    }

    private void refuseOthers() throws XMLStreamException {
        switch (in.getEventType()) {
            case XMLStreamConstants.COMMENT,
                    XMLStreamConstants.SPACE,
                    XMLStreamConstants.CHARACTERS,
                    XMLStreamConstants.CDATA,
                    XMLStreamConstants.END_DOCUMENT -> {}
            default -> throw new XMLStreamException("not allowed here");
        }
    }

    /// The element that the parser stands at the start of, up to its end.
    private Element element(int depth) throws XMLStreamException {
        if (depth == DEPTH || ++elements > ELEMENTS) {
            throw new XMLStreamException("too much of it");
        }
        String namespace = in.getNamespaceURI() == null ? "" : in.getNamespaceURI();
        String name = in.getLocalName();
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < in.getAttributeCount(); i++) {
            attributes.put(in.getAttributeLocalName(i), in.getAttributeValue(i));
        }
        StringBuilder text = new StringBuilder();
        List<Element> children = new ArrayList<>();
        while (in.next() != XMLStreamConstants.END_ELEMENT) {
            if (in.getEventType() == XMLStreamConstants.START_ELEMENT) {
                children.add(element(depth + 1));
            } else {
                refuseOthers();
                if (in.getEventType() != XMLStreamConstants.COMMENT) {
                    text.append(in.getText());
                }
            }
        }
        return new Element(namespace, name, attributes, text.toString(), children);
    }
}
