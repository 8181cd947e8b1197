package dev.rookery.resource.libvirt;

import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;

/// An XML text with the places of its elements. A document type is refused, and so are entities of
/// its own.
///
/// @param text lines that end with a line feed only
record XmlDocument(String text, XmlElement root) {
    /// It is no such document.
    static final class NotXmlException extends Exception {
        private static final long serialVersionUID = 1L;

        NotXmlException(String why) {
            super(why);
        }
    }

    static XmlDocument parse(String text) throws NotXmlException {
        Reader reader = new Reader(text);
        try {
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.newSAXParser().parse(new InputSource(new StringReader(text)), reader);
        } catch (SAXParseException wrong) {
            throw new NotXmlException(
                    "line " + wrong.getLineNumber() + " is no XML: " + wrong.getMessage());
        } catch (SAXException wrong) {
            throw new NotXmlException(Objects.requireNonNullElse(wrong.getMessage(), "no XML"));
        } catch (ParserConfigurationException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return new XmlDocument(
                text, reader.roots.stream().findFirst().orElseThrow(IllegalStateException::new));
    }

    /// An element that is not closed yet.
    private record Open(
            String name,
            String namespace,
            SequencedMap<String, String> attributes,
            List<XmlElement> children,
            StringBuilder words,
            int start,
            int tagEnd) {}

    /// Takes the place of each tag from the parser, which says where it ends: a tag begins at the
    /// last `<` before that, for an attribute's value cannot have one.
    private static final class Reader extends DefaultHandler {
        private final String text;
        private final List<Integer> lines = new ArrayList<>(List.of(0));
        private final Deque<Open> open = new ArrayDeque<>();
        private final List<XmlElement> roots = new ArrayList<>();
        private @Nullable Locator locator;

        Reader(String text) {
            this.text = text;
            for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
                lines.add(at + 1);
            }
        }

        @Override
        public void setDocumentLocator(Locator given) {
            locator = given;
        }

        /// Behind the tag that was just read.
        private int here() throws SAXException {
            Locator at = Objects.requireNonNull(locator);
            int offset = lines.get(at.getLineNumber() - 1) + at.getColumnNumber() - 1;
            if (offset < 1 || offset > text.length() || text.charAt(offset - 1) != '>') {
                throw new SAXException("no tag ends on line " + at.getLineNumber());
            }
            return offset;
        }

        @Override
        public void startElement(String uri, String name, String qualified, Attributes given)
                throws SAXException {
            SequencedMap<String, String> attributes = new LinkedHashMap<>();
            for (int i = 0; i < given.getLength(); i++) {
                attributes.put(given.getQName(i), given.getValue(i));
            }
            int end = here();
            open.push(
                    new Open(
                            name,
                            uri,
                            attributes,
                            new ArrayList<>(),
                            new StringBuilder(),
                            text.lastIndexOf('<', end - 1),
                            end));
        }

        @Override
        public void characters(char[] chars, int start, int length) {
            if (!open.isEmpty()) {
                open.peek().words().append(chars, start, length);
            }
        }

        @Override
        public void endElement(String uri, String name, String qualified) throws SAXException {
            Open one = open.pop();
            boolean atOnce = text.charAt(one.tagEnd() - 2) == '/';
            XmlElement element =
                    new XmlElement(
                            one.name(),
                            one.namespace(),
                            one.attributes(),
                            one.children(),
                            one.words().toString(),
                            one.start(),
                            one.tagEnd(),
                            atOnce ? one.tagEnd() : here());
            (open.isEmpty() ? roots : open.peek().children()).add(element);
        }
    }
}
